// A lesson that is a film: what stands around the player, and what was played.
import { player } from './parts/player.js'
import { watching } from './parts/watching.js'

for (const film of document.querySelectorAll('[data-film]')) {
  player(film)
  if (film.dataset.report) watching(film)
}
