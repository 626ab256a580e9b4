// Reactions of a second, together; they rise only where movement is welcome.
import { byId } from './dom.js'
import { number } from './texts.js'

const stays = 3000

export function react({ counts }) {
  for (const [sign, count] of Object.entries(counts ?? {})) {
    const shown = document.createElement('span')
    shown.textContent = count > 1 ? `${sign} ${number(count)}` : sign
    byId('reactions-shown').append(shown)
    setTimeout(() => shown.remove(), stays)
  }
}
