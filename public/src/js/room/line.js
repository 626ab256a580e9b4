// The state of the line, as an icon with words. It is silent while all is well, but for the moment when it is well again.
import { byId, fill } from './dom.js'
import { say } from './texts.js'

let before = 'good'
let hiding

export function line(state) {
  const place = byId('line')
  if (state === before) return
  clearTimeout(hiding)
  const words = state === 'good' ? 'line_back' : { slow: 'line_slow', lost: 'line_lost', no_udp: 'no_udp', no_media: 'no_media' }[state]
  before = state
  place.hidden = false
  place.dataset.is = state
  fill(place, { words: say(words) })
  if (state !== 'good') return
  hiding = setTimeout(() => (place.hidden = true), 4000)
}
