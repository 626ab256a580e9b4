// A form of the panel: what was typed stays until it was taken, and a refusal is said beside it.
import { problem } from './dom.js'
import { say } from './texts.js'

export function form(root, send) {
  const made = root.querySelector('[data-form]')
  const place = made.querySelector('.form-error')
  made.addEventListener('submit', async (event) => {
    event.preventDefault()
    problem(place)
    try {
      await send(new FormData(made))
      for (const field of made.querySelectorAll('textarea, input[type=text]')) field.value = ''
    } catch (error) {
      problem(place, error.code === 'offline' ? say('offline') : error.message)
    }
  })
  for (const field of made.querySelectorAll('textarea[rows="2"]')) {
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      made.requestSubmit()
    })
  }
}
