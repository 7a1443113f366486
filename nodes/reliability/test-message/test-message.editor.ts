import type { FormExtension } from '../../../editor/form/open-form.ts';
import { prepareSamplePicker } from '../../../editor/samples/prepare-sample-picker.ts';

const extension: FormExtension = { prepare: (form) => void prepareSamplePicker(form) };

export default extension;
