// What every page carries: menus, the error summary, confirmation, copying. Pages work without it.
import { confirmations } from './parts/confirm.js'
import { copyButtons } from './parts/copy.js'
import { focusErrors } from './parts/errors.js'
import { disclosures, menus } from './parts/menus.js'
import { submitOnce } from './parts/submit.js'

disclosures()
menus()
focusErrors()
confirmations()
copyButtons()
submitOnce()
