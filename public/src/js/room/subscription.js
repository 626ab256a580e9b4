// What this person receives: one connection, which the server offers. Offers are taken one after the other; one whose generation is
// not newer comes from a new peer on the other side, and begins a new connection.
import * as ways from './ways.js'

export class Subscription {
  constructor(socket, told) {
    this.socket = socket
    this.told = told // ({track, person, source, media}[]) or the state of the connection
    this.generation = 0
    this.turn = Promise.resolve()
  }

  offer(message) {
    this.turn = this.turn.catch(() => {}).then(() => this.answer(message))
    return this.turn
  }

  async answer({ generation, sdp, tracks }) {
    await ways.ready()
    if (!this.pc || generation <= this.generation) this.begin()
    const pc = this.pc
    if (pc.connectionState !== 'connected') ways.refresh(pc)
    try {
      await pc.setRemoteDescription({ type: 'offer', sdp })
    } catch {
      this.begin() // the server's side is another one
      return this.answer({ generation, sdp, tracks })
    }
    this.generation = generation
    await pc.setLocalDescription(await pc.createAnswer())
    await this.socket.ask('media.answer', { generation, sdp: pc.localDescription.sdp })
    if (pc !== this.pc) return
    const media = new Map(pc.getTransceivers().map((t) => [t.mid, t.receiver.track]))
    this.told.tracks((tracks ?? []).filter((t) => media.has(t.mid)).map((t) => ({ ...t, media: media.get(t.mid) })))
  }

  begin() {
    this.close()
    const pc = (this.pc = ways.connect())
    pc.addEventListener('connectionstatechange', () => {
      if (pc !== this.pc) return
      if (pc.connectionState === 'failed') {
        ways.need()
        this.restart()
      }
      this.told.state(pc.connectionState)
    })
    ways.unless(
      pc,
      () => pc !== this.pc || pc.connectionState === 'connected',
      () => this.restart(),
    )
  }

  restart() {
    this.socket.ask('media.restart', { connection: 'subscription' }).catch(() => {})
  }

  close() {
    this.pc?.close()
    this.pc = undefined
    this.generation = 0
  }
}
