// Finding, making and filling elements. What is made comes from the page's <template>s, where its words are.
export const byId = (id) => document.getElementById(id)
export const made = (name) => byId(`made-${name}`).content.firstElementChild.cloneNode(true)

// fill puts texts where data-f names them.
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = root.querySelector(`[data-f="${name}"]`)
    if (place && place.textContent !== String(text)) place.textContent = text
  }
}

// list makes the children of parent those of items, in their order: elements stay, so that focus and what was typed stay.
export function list(parent, items, key, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  let before = parent.firstElementChild
  for (const item of items) {
    const id = String(key(item))
    const child = old.get(id) ?? Object.assign(make(item), {})
    child.dataset.key = id
    old.delete(id)
    update(child, item)
    if (child === before) before = before.nextElementSibling
    else parent.insertBefore(child, before)
  }
  for (const child of old.values()) child.remove()
}

// act calls what a button with data-act stands for, with the key of the line that it stands in.
export function acts(root, table) {
  root.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-act]')
    const line = button?.closest('[data-key]')
    if (line && table[button.dataset.act]) table[button.dataset.act](line.dataset.key, button)
  })
}

export const press = (button, on) => button.setAttribute('aria-pressed', String(on))

// problem says under a field what is wrong with it, or takes that away.
export function problem(place, words) {
  place.textContent = words ?? ''
  place.hidden = !words
}
