// Keys for everything in the bar; off while somebody types.
import { byId } from './dom.js'
import { tabs } from './panel.js'

const typing = 'input, textarea, select, [contenteditable], dialog'
const buttons = { m: 'microphone', v: 'camera', s: 'screen', h: 'hand', c: 'captions-on', g: 'layout', '?': 'keys' }

export function keys({ panel, slides, scene }) {
  byId('keys').addEventListener('click', () => byId('keys-list').showModal())
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || scene() !== 'room') return
    if (event.target.closest(typing) || document.querySelector('dialog[open]')) return
    const tab = tabs[Number(event.key) - 1]
    const button = byId(buttons[event.key.toLowerCase()])
    if (tab) panel.open(tab)
    else if (button && button.offsetParent !== null) button.click()
    else if (event.key.toLowerCase() === 'r') byId('reactions').querySelector('summary').click()
    else if (event.key === 'ArrowLeft') slides.turn(-1)
    else if (event.key === 'ArrowRight') slides.turn(1)
    else return
    event.preventDefault()
  })
}
