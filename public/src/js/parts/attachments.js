import { tell } from './problems.js'

// attachments sends a file as soon as it is chosen, and shows the question's files as the server has them afterwards.
export function attachments(form) {
  form.addEventListener('change', (event) => {
    if (event.target.matches('[data-pick]') && event.target.files.length) send(form, event.target)
  })
}

async function send(form, input) {
  const question = input.closest('[data-question]')
  const state = question.querySelector('[data-upload-state]')
  const [file] = input.files
  const refuse = (words) => {
    tell(question, words, input)
    state.textContent = ''
    input.value = ''
    input.disabled = false
    input.focus()
  }
  const body = new FormData()
  body.append('file', file)
  tell(question, '', input)
  if (file.size > Number(form.dataset.fileMost)) return refuse(form.dataset.fileTooLarge) // before a phone has sent it all
  state.textContent = form.dataset.uploading.replace('{name}', file.name)
  input.disabled = true
  try {
    const response = await fetch(`${form.dataset.save}/questions/${question.dataset.question}/files`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body,
    })
    if (response.ok) return await arrived(question, state, form.dataset.uploaded.replace('{name}', file.name))
    const { message } = await response.json().catch(() => ({}))
    refuse(message ?? form.dataset.uploadFailed)
  } catch {
    refuse(form.dataset.uploadFailed)
  }
}

// arrived takes the question's files from the page as it is now.
async function arrived(question, state, words) {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const now = page.querySelector(`[data-question="${CSS.escape(question.dataset.question)}"] [data-files]`)
  const old = question.querySelector('[data-files]')
  if (!now) return location.reload()
  old.replaceWith(now)
  let shown = now.querySelector('[data-upload-state]')
  if (!shown) {
    shown = now.appendChild(document.createElement('p'))
    shown.className = 'form-text'
    shown.dataset.uploadState = ''
    shown.setAttribute('role', 'status')
  }
  setTimeout(() => (shown.textContent = words)) // once it is there, so that it is spoken
  ;(now.querySelector('[data-pick]') ?? now.querySelector('button'))?.focus()
}
