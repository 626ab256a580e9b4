// The second factor: passkeys, and printing spare codes.
import { passkeys } from './parts/passkey.js'

passkeys()

const print = document.querySelector('[data-print]')
if (print) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
