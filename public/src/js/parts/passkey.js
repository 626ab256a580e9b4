// passkeys lets a form be sent with what a passkey answers: <form data-passkey="create|get" data-options="…" data-host="…">, with the
// texts of what may go wrong. Without JavaScript the form stays hidden: there are other ways.
export function passkeys() {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false
    const button = form.querySelector('button')
    const say = (text) => (form.querySelector('[role=alert]').textContent = text)
    const { host } = form.dataset
    if (!window.PublicKeyCredential || !navigator.credentials) say(form.dataset.missing)
    else if (location.hostname !== host && !location.hostname.endsWith('.' + host)) say(form.dataset.elsewhere)
    else {
      button.addEventListener('click', () => answer(form, button, say))
      continue
    }
    button.disabled = true
  }
}

async function answer(form, button, say) {
  button.disabled = true
  say('')
  try {
    const publicKey = read(JSON.parse(form.dataset.options))
    const made = form.dataset.passkey === 'create' ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey })
    form.elements.answer.value = JSON.stringify(write(made))
    form.requestSubmit()
  } catch (error) {
    say(error.name === 'InvalidStateError' ? form.dataset.known : form.dataset.refused)
    button.disabled = false
    button.focus()
  }
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

// read turns into bytes what JSON holds as text.
function read(options) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }))
  options.challenge = bytes(options.challenge)
  if (options.user) options.user.id = bytes(options.user.id)
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials)
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials)
  return options
}

// write is the other way round: what the browser answers, as JSON.
function write(made) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (made.response[name]) response[name] = text(made.response[name])
  if (made.response.getTransports) response.transports = made.response.getTransports()
  const { id, type, authenticatorAttachment } = made
  return { id, rawId: text(made.rawId), type, authenticatorAttachment, response, clientExtensionResults: made.getClientExtensionResults() }
}
