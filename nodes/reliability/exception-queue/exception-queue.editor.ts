import type { FormExtension } from '../../../editor/form/open-form.ts';
import { prepareExceptionList } from '../../../editor/exceptions/prepare-exception-list.ts';

const extension: FormExtension = { prepare: prepareExceptionList };

export default extension;
