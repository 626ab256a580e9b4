// The lesson: listening, size of the text, printing, the place where one stopped.
import { listening } from './parts/listen.js'
import { place } from './parts/place.js'
import { textSize } from './parts/textsize.js'

listening()
textSize()
place()

const print = document.querySelector('[data-print]')
if (print) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
