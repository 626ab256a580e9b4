package webinars

import "slices"

// Reactions are the signs that people may send.
var Reactions = []string{"👍", "👏", "❤️", "😊", "🤔", "🎉"}

// IsReaction tells whether a sign is one of them.
func IsReaction(sign string) bool { return slices.Contains(Reactions, sign) }
