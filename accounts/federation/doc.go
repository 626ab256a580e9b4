// Package federation lets people in by an identity that somebody else vouches for: it remembers who went to a provider until they come
// back, keeps the providers and what we are to them, and the log that the rules of SPID demand. What is said on the way is the protocols'
// (accounts/spid, accounts/oidc, accounts/cns), and whose account an identity opens is decided in accounts.
//
// The way of a sign-in:
//
//	Depart    the browser leaves with a question, and with a secret in a cookie
//	Expected  an answer comes back, and says which question it answers; the protocol judges it
//	Arrive    the answer counts, once; whoever brought it gets a ticket
//	Claim     the ticket and the browser's own secret together show the identity to the pages
//	Held      the pages ask and tell, until Settle ends it
//
// An answer by POST comes from another site and without our cookie: the ticket ties the browser that brought it to the one that left. Without
// it somebody could ask a question in their own browser, let another person answer it, and come in as that person.
package federation
