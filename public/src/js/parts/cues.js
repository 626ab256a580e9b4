// cues ties the table of captions to the film: the caption that is on is marked, each can be played, and keys do what the buttons do.
import { clock, seconds } from './clock.js'
import { stopAt } from './part.js'
import { go } from './player.js'

const times = { KeyI: 'start', KeyO: 'end' }

export function cues(form, video) {
  if (!form) return
  const rows = [...form.querySelectorAll('[data-cue]')]
  const field = (row, name) => row.querySelector(`[name="${name}"]`)
  for (const button of form.querySelectorAll('[data-play]')) button.hidden = false

  const play = (row) => {
    const start = seconds(field(row, 'start').value)
    const end = seconds(field(row, 'end').value)
    if (Number.isNaN(start)) return
    go(video, start)
    if (end > start) stopAt(video, end)
  }
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-play]')
    if (button) play(button.closest('[data-cue]'))
  })
  // Where the film stands goes along, so that a caption is divided there and the page shows the same place again.
  form.addEventListener('submit', () => (form.elements.position.value = Math.round(video.currentTime * 1000) / 1000 || ''))

  form.addEventListener('keydown', (event) => {
    const row = event.target.closest('[data-cue]')
    if (!row) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      play(row)
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      const next = rows[rows.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)]
      if (next) (field(next, event.target.name) ?? field(next, 'text')).focus()
    } else if (event.altKey && times[event.code]) {
      event.preventDefault()
      field(row, times[event.code]).value = clock(video.currentTime)
    }
  })

  const mark = () => {
    const at = video.currentTime
    for (const row of rows) {
      const on = seconds(field(row, 'start').value) <= at && at < seconds(field(row, 'end').value)
      if (on === row.classList.contains('is-on')) continue
      row.classList.toggle('is-on', on)
      const typing = form.contains(document.activeElement)
      if (on && !typing && !video.paused) row.scrollIntoView({ block: 'nearest' })
    }
  }
  video.addEventListener('timeupdate', mark)
}
