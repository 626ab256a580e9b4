// The media of a room, whichever engine carries it: what is published (put, has, prefer, anew, withdraw), what is received (offer, close), and
// which pictures are wanted how large. This is the engine of the academy's own machine; ../livekit.js is the other one.
import { Publication } from './publication.js'
import { Subscription } from './subscription.js'

export function here(socket, told) {
  return {
    publication: new Publication(socket, told.failed),
    subscription: new Subscription(socket, told),
    want: (tracks) => socket.ask('media.want', { tracks }),
  }
}
