// The state of the line, as an icon with words. It is silent while all is well, but for the moment when it is well again. A choice to
// spare the line is a reason, too, for which pictures stand still.
import { byId, fill } from './dom.js'
import { say } from './texts.js'

const words = { slow: 'line_slow', sound: 'line_sound', lost: 'line_lost', no_udp: 'no_udp', no_media: 'no_media', away: 'media_away' }
let state = 'good'
let before = 'good'
let spared = 'auto'
let hiding

export function line(next) {
  state = next
  draw()
}

// sparing says what this person has chosen to receive.
export function sparing(choice) {
  spared = choice
  draw()
}

function draw() {
  const place = byId('line')
  const now = state === 'good' || state === 'slow' || state === 'sound' ? (spared === 'auto' ? state : `chosen_${spared}`) : state
  if (now === before) return
  clearTimeout(hiding)
  const back = now === 'good'
  fill(place, { words: say(back ? 'line_back' : (words[now] ?? now)) })
  place.dataset.is = now
  place.hidden = back && before.startsWith('chosen')
  before = now
  if (back) hiding = setTimeout(() => (place.hidden = true), 4000)
}
