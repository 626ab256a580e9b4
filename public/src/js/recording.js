// Where a recording is prepared: the player, its part set by keys, captions beside the film.
import { cues } from './parts/cues.js'
import { part } from './parts/part.js'
import { player } from './parts/player.js'
import { portrait } from './parts/portrait.js'

const film = document.querySelector('[data-film]')
const video = film?.querySelector('video') // the film may be missing
if (video) {
  player(film)
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== 'KeyK') return
    event.preventDefault()
    if (video.paused) video.play().catch(() => {})
    else video.pause()
  })
  portrait(film, video)
  part(document.querySelector('[data-part]'), video)
  cues(document.querySelector('[data-cues]'), video)
}
