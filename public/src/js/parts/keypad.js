// keypad types the PIN on the page's own keys at once; without a script each key is sent.
export function keypad() {
  const pin = document.querySelector('[data-pin]')
  const keys = document.querySelector('.card-keys')
  if (!pin || !keys) return
  keys.addEventListener('click', (event) => {
    const key = event.target.closest('button[name=key]')
    if (!key) return
    event.preventDefault()
    if (key.value === 'back') pin.value = pin.value.slice(0, -1)
    else if (pin.value.length < Number(pin.dataset.pin)) pin.value += key.value
  })
}
