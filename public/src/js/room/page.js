// The picture of the slide that is shown: small on a slow line, so that it is there while somebody speaks of it, large on a good one or when
// somebody asks for it.
import { byId, press } from './dom.js'
import { doubt, thin, watch } from './line.js'
import { say } from './texts.js'

const patience = 3000 // ms for a large picture: what takes longer comes small
const small = 1280 // pixels a side, at most
const soon = 600 // ms after which a picture is said to be on its way
const again = 2000

export class Page {
  constructor() {
    this.picture = Object.assign(document.createElement('img'), { id: 'slide-picture', alt: '' })
    byId('slide').prepend(this.picture)
    this.picture.addEventListener('load', () => this.came())
    this.picture.addEventListener('error', () => this.failed())
    byId('slide-fine').addEventListener('click', () => this.choose())
    watch(() => this.suit())
  }

  // show shows the slide at an address. It says whether that is another one.
  show(address, name) {
    if (address === this.address) return false
    Object.assign(this, { address, asked: false })
    this.picture.alt = name
    this.load(this.spares ? '/small' : '')
    return true
  }

  get spares() {
    return !this.asked && thin()
  }

  // here says whether the picture that was asked for can be seen: a moment before its load is told.
  get here() {
    return this.picture.complete && this.picture.naturalWidth > 0
  }

  load(size) {
    clearTimeout(this.trying)
    this.drop()
    this.size = size
    this.picture.src = this.address + size
    this.wait(!size)
  }

  // wait says so if what was asked for does not come soon, and gives up a large picture that comes late.
  wait(large) {
    clearTimeout(this.waiting)
    clearTimeout(this.late)
    this.waiting = setTimeout(() => (byId('slide-coming').textContent = say('slide_coming')), soon)
    if (large && !this.asked) this.late = setTimeout(() => this.lighten(), patience)
    this.draw()
  }

  lighten() {
    doubt()
    if (this.better) this.drop()
    else this.load('/small')
  }

  came() {
    this.arrived()
    this.suit()
  }

  arrived() {
    clearTimeout(this.waiting)
    clearTimeout(this.late)
    byId('slide-coming').textContent = ''
    this.draw()
  }

  failed() {
    clearTimeout(this.trying)
    this.trying = setTimeout(() => this.picture.hasAttribute('src') && (this.picture.src = `${this.address}${this.size}?${Date.now()}`), again)
  }

  // suit brings the picture that suits the line as it is now. A large one that is there stays.
  suit() {
    if (!this.address) return
    this.draw()
    if (this.spares) {
      this.drop()
      if (!this.size && !this.here) this.load('/small')
    } else if (this.size && this.here) this.refine()
  }

  // refine brings the large picture in place of the small one, which stays until it is there.
  refine() {
    if (this.better) return
    const better = (this.better = new Image())
    better.addEventListener('load', () => {
      if (better !== this.better) return
      this.better = undefined
      this.size = ''
      this.picture.src = this.address
    })
    better.addEventListener('error', () => {
      if (better !== this.better) return
      this.asked = false
      this.drop()
    })
    better.src = this.address
    this.wait(true)
  }

  drop() {
    if (!this.better) return
    this.better.src = ''
    this.better = undefined
    this.arrived()
  }

  // choose takes the large picture whatever the line, or goes back to the small one.
  choose() {
    this.asked = !this.asked
    if (this.spares) this.load('/small')
    else this.suit()
  }

  draw() {
    const button = byId('slide-fine')
    const { naturalWidth, naturalHeight } = this.picture
    const coarse = this.size && this.here && Math.max(naturalWidth, naturalHeight) <= small // older slides are large only
    const focused = button === document.activeElement
    button.hidden = !this.asked && !(coarse && this.spares)
    press(button, !!this.asked)
    if (focused && button.hidden) byId('stage-title').focus()
  }
}
