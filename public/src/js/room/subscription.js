// What this person receives: one connection, which the server offers. Offers are taken one after the other; one whose generation is
// not newer comes from a new peer on the other side, and begins a new connection.
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
    if (!this.pc || generation <= this.generation) this.begin()
    const pc = this.pc
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
    const pc = (this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }))
    pc.addEventListener('connectionstatechange', () => {
      if (pc !== this.pc) return
      if (pc.connectionState === 'failed') this.socket.ask('media.restart', { connection: 'subscription' }).catch(() => {})
      this.told.state(pc.connectionState)
    })
  }

  close() {
    this.pc?.close()
    this.pc = undefined
    this.generation = 0
  }
}
