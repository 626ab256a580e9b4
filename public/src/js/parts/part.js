// part lets the beginning and the end of what is shown be set where the film stands, by a button or Alt+I and Alt+O, and be tried.
import { clock, seconds } from './clock.js'
import { go } from './player.js'

const keys = { KeyI: 'from', KeyO: 'to' }
const lead = 3 // seconds before the end that are played to try it

export function part(form, video) {
  if (!form) return
  for (const row of form.querySelectorAll('[data-scripted]')) row.hidden = false
  const set = (name) => {
    const field = form.elements[name]
    field.value = clock(video.currentTime)
    field.focus()
  }
  form.addEventListener('click', (event) => {
    const button = event.target.closest('button')
    if (button?.dataset.set) set(button.dataset.set)
    if (!button?.dataset.try) return
    const at = seconds(form.elements[button.dataset.try].value)
    if (Number.isNaN(at)) return
    const end = button.dataset.try === 'to'
    go(video, end ? Math.max(0, at - lead) : at)
    if (end) stopAt(video, at)
  })
  document.addEventListener('keydown', (event) => {
    const name = keys[event.code]
    if (!name || !event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    set(name)
  })
}

// stopAt pauses the film once it comes to a place, unless somebody goes elsewhere before.
export function stopAt(video, at) {
  const watch = () => {
    if (video.currentTime < at - 0.05) return
    video.pause()
    end()
  }
  const end = () => {
    video.removeEventListener('timeupdate', watch)
    video.removeEventListener('seeking', away)
  }
  let first = true
  const away = () => (first ? (first = false) : end())
  video.addEventListener('timeupdate', watch)
  video.addEventListener('seeking', away)
}
