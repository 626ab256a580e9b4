// orderings lets things be put in order with buttons. The fields that say the places stay what is sent.
export function orderings(form) {
  for (const list of form.querySelectorAll('[data-order]')) start(list)
}

function start(list) {
  const question = list.closest('[data-question]')
  const said = question.querySelector('[data-order-said]')
  const items = () => [...list.querySelectorAll('[data-item]')]
  const field = (item) => item.querySelector('select')
  const name = (item) => item.firstElementChild.textContent.trim()
  question.querySelector('[data-order-hint]').textContent = list.dataset.hint
  list.classList.add('by-buttons')

  // What this device had not saved yet may stand in another order than the page.
  const places = items().map((item) => Number(field(item).value))
  if (places.every(Boolean)) list.append(...items().sort((a, b) => field(a).value - field(b).value))

  const move = (item, by, button) => {
    const all = items()
    const to = all.indexOf(item) + by
    if (to < 0 || to >= all.length) return
    if (by < 0) all[to].before(item)
    else all[to].after(item)
    items().forEach((one, i) => (field(one).value = i + 1))
    limits()
    ;(button.disabled ? item.querySelector('button:not([disabled])') : button).focus()
    said.textContent = list.dataset.moved.replace('{item}', name(item)).replace('{place}', to + 1).replace('{of}', all.length)
    field(item).dispatchEvent(new Event('change', { bubbles: true }))
  }
  const limits = () => {
    const all = items()
    all.forEach((item, i) => {
      item.querySelector('[data-by="-1"]').disabled = i === 0
      item.querySelector('[data-by="1"]').disabled = i === all.length - 1
    })
  }
  for (const item of items()) {
    field(item).hidden = true
    item.querySelector('label')?.removeAttribute('for')
    const buttons = document.createElement('span')
    buttons.className = 'order-buttons'
    for (const [by, sign, words] of [[-1, '↑', list.dataset.up], [1, '↓', list.dataset.down]]) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'btn btn-outline-primary btn-sm'
      button.dataset.by = by
      button.textContent = sign
      button.setAttribute('aria-label', words.replace('{item}', name(item)))
      button.addEventListener('click', () => move(item, by, button))
      buttons.append(button)
    }
    item.append(buttons)
  }
  limits()
}
