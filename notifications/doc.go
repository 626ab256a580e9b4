// Package notifications tells people what happened: on their page at once, and by mail in the way that each of them
// chose. It keeps what was told, once for each person, kind and key; it writes no words and sends nothing itself.
//
// Its texts are notice.KIND.subject, .text and .button in locales/LANGUAGE/notices.toml. hooks/notices.go sends the mails
// and says what still holds; pages/notice_*.go show the list and the choices.
package notifications
