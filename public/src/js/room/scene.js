// Door and room are one page: check, waiting, room, ended. What comes takes the focus.
import { byId } from './dom.js'

const titles = { check: 'check-title', waiting: 'waiting-title', room: 'stage-title', ended: 'ended-title' }

export const scene = () => byId('room').dataset.scene

export function show(name) {
  if (scene() === name) return
  byId('room').dataset.scene = name
  for (const part of document.querySelectorAll('[data-in]')) part.hidden = part.dataset.in !== name
  byId(titles[name]).focus({ preventScroll: true })
}
