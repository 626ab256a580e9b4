// Staff's pages: uploads and other long work that show how far they are, boxes that tick all others.
import { refresh } from './parts/refresh.js'
import { uploads } from './parts/upload.js'

uploads()
refresh()

for (const all of document.querySelectorAll('input[data-all]')) {
  const others = () => [...document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)]
  all.addEventListener('change', () => others().forEach((box) => (box.checked = all.checked)))
  document.addEventListener('change', (event) => {
    if (event.target.name !== all.dataset.all) return
    const ticked = others().filter((box) => box.checked).length
    all.checked = ticked === others().length
    all.indeterminate = ticked > 0 && !all.checked
  })
}
