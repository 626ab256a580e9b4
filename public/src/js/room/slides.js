// Slides: presenters turn the page for all; everybody else may look back and return to the current one.
import { announce, complain } from './announce.js'
import { byId } from './dom.js'
import { Page } from './page.js'
import { say } from './texts.js'

export class Slides {
  constructor({ socket, store }) {
    Object.assign(this, { socket, store })
    byId('slide-back').addEventListener('click', () => this.turn(-1))
    byId('slide-next').addEventListener('click', () => this.turn(1))
    byId('slide-live').addEventListener('click', () => {
      this.back = 0
      this.draw()
      byId('slide-back').focus()
    })
    byId('slides-away').addEventListener('click', () => socket.ask('slides.show', { deck: '', page: 0 }).catch(complain))
    this.page = new Page()
    store.watch('slides you', () => store.room && this.changed())
  }

  changed() {
    const { slides } = this.store.room
    if (slides?.deck !== this.deck || this.store.stage) this.back = 0
    this.deck = slides?.deck
    this.draw()
  }

  // shown is the page that this person looks at.
  get shown() {
    return this.back || this.store.room.slides?.page
  }

  turn(step) {
    const { slides } = this.store.room
    if (!slides) return
    const page = this.shown + step
    const last = this.store.stage ? slides.pages : slides.page // what has not been shown yet stays unseen
    if (page < 1 || page > last) return
    if (this.store.stage) return this.socket.ask('slides.show', { deck: slides.deck, page }).catch(complain)
    this.back = page === slides.page ? 0 : page
    this.draw()
  }

  draw() {
    const { slides } = this.store.room
    byId('slides-away').hidden = !slides
    if (!slides) return
    const page = this.shown
    if (this.page.show(slides.pictures[page - 1], say('slide_name', { page }))) announce(say('slide_where', { page, pages: slides.pages }))
    byId('slide-where').textContent = say('slide_where', { page, pages: slides.pages })
    byId('slide-back').disabled = page <= 1
    byId('slide-next').disabled = page >= (this.store.stage ? slides.pages : slides.page)
    byId('slide-live').hidden = !this.back
  }
}
