package livekit

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// emptyStays is how long a room stays without anybody in it.
const emptyStays = 10 * time.Minute

// Participant is one connection to a room, as the server lists it.
type Participant struct {
	Identity   string
	State      string // JOINING, JOINED, ACTIVE, DISCONNECTED
	Tracks     []Track
	Permission Permission
}

// Track is what a participant publishes.
type Track struct {
	SID    string
	Source TrackSource
	Muted  bool
}

// TrackSource is a source as the server's JSON writes it: in capitals, or UNKNOWN.
type TrackSource string

// Source is the same as tokens write it.
func (s TrackSource) Source() Source { return Source(strings.ToLower(string(s))) }

// Permission is what a participant may.
type Permission struct {
	CanSubscribe      bool          `json:"can_subscribe"`
	CanPublish        bool          `json:"can_publish"`
	CanPublishData    bool          `json:"can_publish_data"`
	CanPublishSources []TrackSource `json:"can_publish_sources"`
}

// PermissionOf lets somebody receive all, and publish these.
func PermissionOf(sources []Source) Permission {
	p := Permission{CanSubscribe: true, CanPublish: len(sources) > 0, CanPublishSources: []TrackSource{}}
	for _, s := range sources {
		p.CanPublishSources = append(p.CanPublishSources, TrackSource(strings.ToUpper(string(s))))
	}
	return p
}

// Same tells whether both allow the same.
func (p Permission) Same(other Permission) bool {
	mine, others := slices.Sorted(slices.Values(p.CanPublishSources)), slices.Sorted(slices.Values(other.CanPublishSources))
	return p.CanSubscribe == other.CanSubscribe && p.CanPublish == other.CanPublish && p.CanPublishData == other.CanPublishData && slices.Equal(mine, others)
}

type fields = map[string]any

// Create makes a room; one that is there stays.
func (s *Server) Create(ctx context.Context, room string) error {
	var made struct{ Name string }
	_, err := s.call(ctx, "CreateRoom", Grant{Create: true}, fields{"name": room, "empty_timeout": int(emptyStays.Seconds())}, &made)
	if err == nil && made.Name != room {
		return ErrNonsense
	}
	return err
}

// Participants are who is in a room. Its error may be ErrNotThere.
func (s *Server) Participants(ctx context.Context, room string) ([]Participant, error) {
	var list struct{ Participants []Participant }
	_, err := s.call(ctx, "ListParticipants", Grant{Admin: true, Room: room}, fields{"room": room}, &list)
	return list.Participants, err
}

// Allow changes what a participant may. What they publish without right from then on, the server takes off.
func (s *Server) Allow(ctx context.Context, room, identity string, p Permission) error {
	var changed struct{ Identity string }
	_, err := s.call(ctx, "UpdateParticipant", Grant{Admin: true, Room: room}, fields{"room": room, "identity": identity, "permission": p}, &changed)
	return err
}

// Mute silences a track. Its publisher may speak again.
func (s *Server) Mute(ctx context.Context, room, identity, track string) error {
	var muted struct{ Track *Track }
	_, err := s.call(ctx, "MutePublishedTrack", Grant{Admin: true, Room: room}, fields{"room": room, "identity": identity, "track_sid": track, "muted": true}, &muted)
	return err
}

// Remove shows a participant out. One who is not there is out.
func (s *Server) Remove(ctx context.Context, room, identity string) error {
	_, err := s.call(ctx, "RemoveParticipant", Grant{Admin: true, Room: room}, fields{"room": room, "identity": identity}, &struct{}{})
	return ignoreNotThere(err)
}

// Delete ends a room for all. One that is not there has ended.
func (s *Server) Delete(ctx context.Context, room string) error {
	_, err := s.call(ctx, "DeleteRoom", Grant{Create: true}, fields{"room": room}, &struct{}{})
	return ignoreNotThere(err)
}

// Try asks for something that changes nothing, and returns by how much the server's clock is ahead of ours; 0 if it does not say.
func (s *Server) Try(ctx context.Context) (ahead time.Duration, err error) {
	before := time.Now()
	var list struct{ Rooms []struct{ Name string } }
	at, err := s.call(ctx, "ListRooms", Grant{List: true}, fields{"names": []string{"aula-doctor"}}, &list)
	if err != nil || at.IsZero() {
		return 0, err
	}
	return at.Sub(before.Add(time.Since(before) / 2)).Round(time.Second), nil
}

func ignoreNotThere(err error) error {
	if errors.Is(err, ErrNotThere) {
		return nil
	}
	return err
}
