// The state of the line, as an icon with words. It is silent while all is well, but for the moment when it is well again. A choice to
// spare the line is a reason, too, for which pictures stand still.
import { byId, fill } from './dom.js'
import { say } from './texts.js'

const words = { slow: 'line_slow', sound: 'line_sound', lost: 'line_lost', no_udp: 'no_udp', no_media: 'no_media', away: 'media_away' }
let state = 'good'
let before = 'good'
let spared = 'auto'
let hiding

// Whether the line is too thin for large slides. One that was is trusted again once it has been good for a while.
const trusted = 5000
let narrow = false
let trusting
let doubted = 0 // until when
let doubts = 120000 // ms, twice as long each time
let watching = () => {}
let plain = false // heard over plain HTTP

export const thin = () => narrow || plain || Date.now() < doubted || spared !== 'auto'

// watch calls back when thin may have changed.
export function watch(told) {
  watching = told
}

// doubt says that something took long over the line, whatever else is thought of it.
export function doubt() {
  doubted = Date.now() + doubts
  doubts *= 2
}

export function line(next) {
  if (next !== state) weigh(next)
  state = next
  draw()
}

// plainly says whether the room is heard over plain HTTP.
export function plainly(on) {
  plain = on
  draw()
  watching()
}

function weigh(next) {
  clearTimeout(trusting)
  if (next === 'good' && narrow) trusting = setTimeout(() => settle(false), trusted)
  else if (['slow', 'sound', 'no_udp'].includes(next)) settle(true)
}

function settle(is) {
  narrow = is
  watching()
}

// sparing says what this person has chosen to receive.
export function sparing(choice) {
  spared = choice
  draw()
  watching()
}

function draw() {
  const place = byId('line')
  const now = plain && state !== 'lost' ? 'plain' : state === 'good' || state === 'slow' || state === 'sound' ? (spared === 'auto' ? state : `chosen_${spared}`) : state
  if (now === before) return
  clearTimeout(hiding)
  const back = now === 'good'
  fill(place, { words: say(back ? 'line_back' : (words[now] ?? now)) })
  place.dataset.is = now
  place.hidden = back && before.startsWith('chosen')
  before = now
  if (back) hiding = setTimeout(() => (place.hidden = true), 4000)
}
