// Package accounts knows who someone is and what they may do: people, their roles, their sessions, the
// ways in and out, and how often somebody may try. It sends no mail and shows no page: it queues mails as
// keys and values, which hooks/mails.go puts into words; pages are pages/sign_*.go and pages/account_*.go.
package accounts
