import { prepareAtsForm } from '../../../editor/ats/prepare-ats-form.ts';
import type { FormExtension } from '../../../editor/form/open-form.ts';

const extension: FormExtension = { prepare: prepareAtsForm };

export default extension;
