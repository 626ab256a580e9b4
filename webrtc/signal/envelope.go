package signal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// Request is what a tab asks: {"id":1,"type":"chat.send", …}. It is answered once, under its id.
type Request struct {
	ID   int64
	Type string
	raw  []byte
}

const (
	longestType = 40
	mostID      = 1 << 53 // what a number in JavaScript holds exactly
)

// ParseRequest reads a message's envelope; the fields of its type are read by Into. It returns ErrMalformed.
func ParseRequest(message []byte) (Request, error) {
	var envelope struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	if err := json.Unmarshal(message, &envelope); err != nil {
		return Request{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if envelope.ID < 0 || envelope.ID > mostID || !validType(envelope.Type) {
		return Request{ID: max(0, min(envelope.ID, mostID))}, fmt.Errorf("%w: no such id or type", ErrMalformed)
	}
	return Request{ID: envelope.ID, Type: envelope.Type, raw: message}, nil
}

// validType tells whether t is made of lower-case letters, dots and underscores.
func validType(t string) bool {
	if t == "" || len(t) > longestType {
		return false
	}
	for _, c := range []byte(t) {
		if (c < 'a' || c > 'z') && c != '.' && c != '_' {
			return false
		}
	}
	return true
}

// Into reads the request's own fields into v, a pointer to a struct. It returns ErrMalformed.
func (q Request) Into(v any) error {
	if err := json.Unmarshal(q.raw, v); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return nil
}

// encode writes {"type":…, head…, fields…}. Fields that cannot be written are a mistake in the program.
func encode(kind, head string, fields any) []byte {
	body := []byte("{}")
	if fields != nil {
		var err error
		if body, err = json.Marshal(fields); err != nil {
			panic(fmt.Sprintf("signal: %s cannot be written: %v", kind, err))
		}
	}
	body = bytes.TrimSpace(body)
	if body[0] != '{' {
		panic("signal: the fields of " + kind + " are no object")
	}
	message := make([]byte, 0, len(kind)+len(head)+len(body)+16)
	message = append(message, `{"type":"`...)
	message = append(message, kind...)
	message = append(message, '"')
	message = append(message, head...)
	if rest := bytes.TrimSpace(body[1:]); len(rest) > 1 { // more than the brace that ends it
		message = append(message, ',')
		return append(message, rest...)
	}
	return append(message, '}')
}

func idHead(id int64) string   { return `,"id":` + strconv.FormatInt(id, 10) }
func seqHead(seq int64) string { return `,"seq":` + strconv.FormatInt(seq, 10) }
