import type { FormExtension } from '../../../editor/form/open-form.ts';
import { prepareLaneControls } from '../../../editor/lanes/prepare-lane-controls.ts';

const extension: FormExtension = { prepare: prepareLaneControls };

export default extension;
