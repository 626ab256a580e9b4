// What screen readers are told, politely. Chat lines are counted, not read: somebody listens to a person at the same time.
import { byId } from './dom.js'
import { number, say } from './texts.js'

const every = 10000
let unread = 0
let counting

export function announce(words) {
  const place = byId('announcer')
  place.textContent = ''
  requestAnimationFrame(() => (place.textContent = words))
}

export function countMessage() {
  unread++
  counting ??= setTimeout(() => {
    announce(say('new_messages', { number: number(unread) }))
    unread = 0
    counting = undefined
  }, every)
}

// complain shows for a while what was refused.
let complaint
export function complain(error) {
  const place = byId('room-said')
  place.textContent = error.code === 'offline' ? say('offline') : error.message
  place.hidden = false
  clearTimeout(complaint)
  complaint = setTimeout(() => (place.hidden = true), 8000)
}
