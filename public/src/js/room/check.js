// The device check: everything is off until somebody turns it on, and listening only is always there.
import { byId, press, problem } from './dom.js'
import { cause, choose, open, options } from './devices.js'
import { chime, level } from './level.js'
import { able } from './listen.js'
import { say } from './texts.js'
import { handOver } from './network.js'
import { transport } from './transport.js'
import * as ways from './ways.js'

export class Check {
  constructor(entered) {
    this.tracks = {}
    for (const kind of ['microphone', 'camera']) {
      byId(`check-${kind}`).addEventListener('click', () => this.toggle(kind))
      byId(`pick-${kind}`).addEventListener('change', () => this.change(kind))
    }
    byId('check-speaker').addEventListener('click', async () => {
      await chime()
      byId('speaker-said').textContent = say('speaker_said')
    })
    byId('enter').addEventListener('click', () => entered(this.take()))
    const silently = (plain) => {
      for (const kind of Object.keys(this.tracks)) this.off(kind)
      this.take()
      entered({}, plain)
    }
    byId('listen')?.addEventListener('click', () => silently())
    ways.of(byId('room').dataset.webinar)
    handOver()
    byId('plain-enter').addEventListener('click', () => silently(true))
    transport(byId('transport'), byId('room').dataset.webinar).then((way) => way === '' && this.offerPlain())
  }

  // offerPlain lets people in who will not get sound and pictures as others do.
  offerPlain() {
    byId('plain-door').hidden = false
    byId('plain-enter').hidden = !able()
    byId('plain-words').textContent = say(able() ? 'plain_door' : 'plain_none_door')
  }

  async toggle(kind) {
    if (this.tracks[kind]) return this.off(kind)
    const place = document.querySelector(`[data-problem=${kind}]`)
    problem(place)
    const here = this.tracks
    let track
    try {
      track = await open(kind)
    } catch (error) {
      return problem(place, say(cause(error)))
    }
    if (here !== this.tracks) return track.stop() // the room has been entered meanwhile, without it
    here[kind] = track
    this.show(kind)
    await options(kind, byId(`pick-${kind}`), track.getSettings().deviceId)
    if (kind === 'microphone' && this.tracks[kind] === track) this.quiet = level(track, (loud) => (byId('level').value = loud))
  }

  // change takes the other device that was picked. The list has no device meanwhile, so the keyboard must come back to it.
  async change(kind) {
    const pick = byId(`pick-${kind}`)
    choose(kind, pick.value)
    this.off(kind)
    await this.toggle(kind)
    ;(this.tracks[kind] ? pick : byId(`check-${kind}`)).focus()
  }

  off(kind) {
    this.tracks[kind]?.stop()
    delete this.tracks[kind]
    if (kind === 'microphone') {
      this.quiet?.()
      byId('level').value = 0
    }
    this.show(kind)
  }

  show(kind) {
    const track = this.tracks[kind]
    const button = byId(`check-${kind}`)
    press(button, !!track)
    button.textContent = say(track ? `stop_${kind}` : `try_${kind}`)
    byId(`pick-${kind}`).disabled = !track // it keeps its room: what stands below must not move under a finger
    if (kind !== 'camera') return
    const video = byId('check-video')
    video.hidden = !track
    document.querySelector('[data-none]').hidden = !!track
    video.srcObject = track ? new MediaStream([track]) : null
  }

  // take gives away the tracks that are on.
  take() {
    this.quiet?.()
    byId('check-video').srcObject = null
    const tracks = this.tracks
    this.tracks = {}
    return tracks
  }
}
