package webinars

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
)

// NoteInRegistration writes into somebody's registration what was done to them in the room, so that the door and their next device
// know it. Who has no registration is known by the room's events alone.
func NoteInRegistration(tx core.App, registration string, e RoomEvent) error {
	if registration == "" {
		return nil
	}
	r, err := FindRegistration(tx, registration)
	if errors.Is(err, ErrNotRegistered) {
		return nil // withdrawn meanwhile
	}
	if err != nil {
		return err
	}
	switch e.Kind {
	case RoleKind:
		r.Set("role", string(e.Data.Role))
	case CaptionerKind:
		r.Set("captioner", e.Data.On)
	case RemovedKind:
		r.Set("removed", e.At)
	default:
		return nil
	}
	return saveRow(tx, r.Record)
}
