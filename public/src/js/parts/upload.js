// uploads sends a form with files and shows how much has gone. The answer is the page that the form would have got.
export function uploads() {
  for (const form of document.querySelectorAll('form[data-upload]')) {
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented || ![...form.querySelectorAll('input[type=file]')].some((input) => input.files.length)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      send(form, event.submitter)
    })
  }
}

function send(form, submitter) {
  const shown = form.querySelector('.upload-progress')
  const bar = shown.querySelector('progress')
  const words = shown.querySelector('[role=status]')
  const data = new FormData(form)
  if (submitter?.name) data.append(submitter.name, submitter.value)
  const request = new XMLHttpRequest()
  const leaving = (event) => event.preventDefault()
  const failed = () => {
    removeEventListener('beforeunload', leaving)
    words.textContent = form.dataset.failed
    bar.hidden = true
    submitter?.removeAttribute('disabled')
  }
  request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return
    const percent = Math.round((loaded * 100) / total)
    bar.value = percent
    // Spoken at every quarter only.
    if (percent % 25 === 0 || !words.textContent) words.textContent = form.dataset.uploading.replace('{percent}', percent)
  }
  request.upload.onload = () => {
    bar.removeAttribute('value')
    words.textContent = form.dataset.working
  }
  request.onerror = failed
  request.onload = () => {
    removeEventListener('beforeunload', leaving)
    if (request.status >= 500 || !request.getResponseHeader('Content-Type')?.startsWith('text/html')) return failed()
    replace(request)
  }
  addEventListener('beforeunload', leaving)
  submitter?.setAttribute('disabled', '')
  shown.hidden = false
  bar.hidden = false
  request.open('POST', form.action)
  request.setRequestHeader('Accept', 'text/html')
  request.send(data)
}

// A form that is shown again with its errors has the address of the post; anything else is a page to go to.
function replace(request) {
  if (request.status < 400) return location.assign(request.responseURL)
  const page = new DOMParser().parseFromString(request.responseText, 'text/html')
  document.title = page.title
  document.querySelector('main').replaceWith(page.querySelector('main'))
  uploads()
  document.querySelector('main [data-focus], main h1')?.focus()
}
