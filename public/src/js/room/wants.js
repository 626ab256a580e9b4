// What is asked of the server: each picture as large as it is shown, nothing for what is not seen.
const settle = 300

export class Wants {
  constructor(tell) {
    this.tell = tell // [{track, width}] → promise
    this.videos = new Map() // track → video element
    this.seen = new WeakMap()
    this.sizes = new ResizeObserver(() => this.soon())
    this.sights = new IntersectionObserver((entries) => {
      for (const e of entries) this.seen.set(e.target, e.isIntersecting)
      this.soon()
    })
    document.addEventListener('visibilitychange', () => this.soon())
  }

  show(videos) {
    for (const video of this.videos.values()) {
      this.sizes.unobserve(video)
      this.sights.unobserve(video)
    }
    this.videos = videos
    for (const video of videos.values()) {
      this.sizes.observe(video)
      this.sights.observe(video)
    }
    this.soon()
  }

  // spare takes what this person chose: all pictures, their smallest layer, or none.
  spare(choice) {
    this.choice = choice
    this.soon()
  }

  anew() {
    this.said = ''
    this.soon()
  }

  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.say(), settle)
  }

  say() {
    const tracks = [...this.videos].map(([track, video]) => ({ track, width: this.width(video) }))
    const words = JSON.stringify(tracks)
    if (!tracks.length || words === this.said) return
    this.said = words
    this.tell(tracks).catch(() => (this.said = ''))
  }

  width(video) {
    if (this.choice === 'sound' || this.choice === 'plain' || document.hidden || this.seen.get(video) === false || !video.clientWidth) return 0
    if (this.choice === 'light') return 1
    return Math.ceil((video.clientWidth * devicePixelRatio) / 16) * 16
  }
}
