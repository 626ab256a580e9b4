// textSize changes the size at once; the same buttons, posted, do it without a script. The cookie lets the server
// draw the next page in the right size.
export function textSize() {
  const form = document.querySelector('form[data-text-size]')
  form?.addEventListener('click', (event) => {
    const button = event.target.closest('button[name=size]')
    if (!button) return
    event.preventDefault()
    document.documentElement.dataset.text = button.value
    for (const other of form.querySelectorAll('button[name=size]')) other.setAttribute('aria-pressed', String(other === button))
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    const age = document.querySelector('[data-card-idle]') ? '' : ' Max-Age=31536000;'
    document.cookie = `${form.dataset.textSize}=${button.value}; Path=/;${age} SameSite=Lax${secure}`
  })
}
