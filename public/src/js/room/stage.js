// The stage: one big thing (what is pinned, a screen, the slides, who speaks), the other pictures in a row.
import { byId, fill, list, made, press } from './dom.js'
import { say } from './texts.js'

export class Stage {
  constructor(store, wants) {
    this.store = store
    this.wants = wants
    this.tracks = []
    this.own = new Map() // source → track
    this.sounds = new Map()
    this.speakers = []
    this.lost = new Set()
    this.stopped = new Set()
    store.watch('slides people', () => this.draw())
    byId('stage').addEventListener('click', (event) => {
      const button = event.target.closest('[data-act=pin]')
      if (!button) return
      const { key } = button.closest('[data-key]').dataset
      this.pinned = this.pinned === key ? undefined : key
      this.draw()
      document.querySelector(`[data-key="${key}"] [data-act=pin]`)?.focus()
    })
    byId('layout').addEventListener('click', () => {
      this.grid = !this.grid
      this.draw()
    })
    byId('sound-again').addEventListener('click', () => this.play())
  }

  received(tracks) {
    this.tracks = tracks
    this.hear(tracks.filter((t) => t.media.kind === 'audio'))
    this.draw()
  }

  // still takes which tracks stand still, because nothing of them arrives at the server.
  still(tracks) {
    this.lost = new Set(tracks.filter((t) => t.lost).map((t) => t.track))
    this.draw()
  }

  // stop takes which tracks the line does not carry.
  stop(tracks) {
    this.stopped = new Set(tracks)
    this.draw()
  }

  // why says why a picture stands still, if it does.
  why(track) {
    if (this.lost.has(track)) return 'tile_lost'
    if (this.wants.choice === 'sound') return 'tile_chosen'
    return this.stopped.has(track) ? 'tile_slow' : undefined
  }

  mine(source, track) {
    if (track) this.own.set(source, track)
    else this.own.delete(source)
    this.draw()
  }

  speak(people) {
    this.speakers = people ?? []
    if (this.speakers.length) this.speaker = this.speakers[0]
    this.draw()
  }

  clear() {
    this.received([])
  }

  // pictures are all that can be seen, of others and of oneself.
  pictures() {
    const { you } = this.store
    const others = this.tracks.filter((t) => t.media.kind === 'video' && t.person !== you.id)
    const own = [...this.own].filter(([, track]) => track.kind === 'video').map(([source, media]) => ({ track: `own-${source}`, person: you.id, source, media, own: true }))
    return [...others, ...own]
  }

  big(pictures) {
    return (
      pictures.find((p) => p.track === this.pinned) ??
      pictures.find((p) => p.source === 'screen' && !p.own) ??
      (this.store.room?.slides ? undefined : pictures.find((p) => p.person === this.speaker && !p.own) ?? pictures.find((p) => !p.own) ?? pictures[0])
    )
  }

  draw() {
    if (!this.store.room) return
    const pictures = this.pictures()
    byId('layout').hidden = pictures.length < 2
    const grid = this.grid && pictures.length > 1
    press(byId('layout'), !!grid)
    byId('stage').classList.toggle('stage-even', !!grid)
    const big = grid ? undefined : this.big(pictures)
    const slides = this.store.room.slides && !big
    const others = pictures.filter((p) => p !== big)
    list(byId('grid'), others, (p) => p.track, () => made('tile'), (tile, p) => this.tile(tile, p))
    byId('grid').hidden = !others.length
    const place = byId('big')
    let tile = place.querySelector('.tile')
    if (!big) tile?.remove()
    else if (!tile) {
      tile = document.createElement('div')
      tile.className = 'tile'
      tile.append(...made('tile').childNodes)
      place.append(tile)
    }
    if (big) {
      tile.dataset.key = big.track
      this.tile(tile, big)
    }
    byId('slide').hidden = !slides
    byId('stage-empty').hidden = !!(slides || big)
    this.want()
  }

  tile(tile, { track, person, source, media, own }) {
    const who = this.store.person(person)?.name || (own ? this.store.you.name : person === 'studio' ? say('studio') : '')
    const name = own && source === 'screen' ? say('own_screen') : own ? say('you', { name: who }) : source === 'screen' ? say('screen_of', { name: who }) : who
    fill(tile, { name, who: name })
    const video = tile.querySelector('video')
    if (video.srcObject?.getVideoTracks()[0] !== media) {
      video.srcObject = new MediaStream([media])
      video.play().catch(() => {}) // it is muted: only a tab in the background refuses
    }
    video.setAttribute('aria-label', name)
    tile.classList.toggle('tile-own', !!own && source === 'camera')
    const why = own ? undefined : this.why(track)
    tile.classList.toggle('tile-still', !!why)
    tile.querySelector('.tile-lost').hidden = !why
    if (why) tile.querySelector('.tile-lost').textContent = say(why)
    tile.classList.toggle('speaks', source !== 'screen' && this.speakers.includes(person))
    press(tile.querySelector('[data-act=pin]'), this.pinned === track)
    if (!own) video.dataset.track = track
    else delete video.dataset.track
  }

  want() {
    this.wants.show(new Map([...document.querySelectorAll('#stage video[data-track]')].map((v) => [v.dataset.track, v])))
  }

  // hear plays every sound by an element of its own.
  hear(tracks) {
    const now = new Set(tracks.map((t) => t.track))
    for (const [id, audio] of this.sounds) {
      if (now.has(id)) continue
      audio.remove()
      this.sounds.delete(id)
    }
    for (const { track, media, person } of tracks) {
      if (person === this.store.you.id) continue
      const audio = this.sounds.get(track) ?? Object.assign(document.createElement('audio'), { autoplay: true })
      if (!this.sounds.has(track)) byId('sounds').append(audio)
      this.sounds.set(track, audio)
      if (audio.srcObject?.getAudioTracks()[0] !== media) audio.srcObject = new MediaStream([media])
    }
    this.play()
  }

  async play() {
    const played = await Promise.allSettled([...this.sounds.values()].map((audio) => audio.play()))
    byId('sound-again').hidden = !played.some((p) => p.reason?.name === 'NotAllowedError')
  }
}
