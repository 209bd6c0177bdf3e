package netio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"tcpdeck/model"
)

const (
	// keepTime is how long a connection waits for the next POST.
	keepTime = 5 * time.Second
	// maxRedirects is how many redirects one POST follows.
	maxRedirects = 10
)

// newPoster is the client of the POSTs of t. Its own limits end what net/http
// goes on with when a POST has timed out: connecting, for the next one. They
// come later than the timeout, which has its own words.
func newPoster(t model.Trigger) *http.Client {
	limit := t.Timeout + time.Second
	return &http.Client{CheckRedirect: sameHost, Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: limit}).DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: limit,
		MaxIdleConnsPerHost: t.AtOnce,
		IdleConnTimeout:     keepTime,
	}}
}

// sameHost lets a redirect stay on its host: the consent is for that one.
// Other redirects are the answer.
func sameHost(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	if next.URL.Scheme != first.Scheme || next.URL.Host != first.Host || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// post sends the event to the trigger's URL. The status alone says how it
// went: what has one was received.
func (t *triggers) post(f *firing) deed {
	ctx, cancel := context.WithTimeout(t.ctx, t.trigger.Timeout)
	defer cancel()
	body := bytes.TrimSuffix(f.line(), []byte("\n"))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.trigger.Post, bytes.NewReader(body))
	if err != nil {
		return deed{detail: "cannot post: " + err.Error()}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "tcpdeck")
	began := time.Now()
	resp, err := t.client.Do(req)
	if err != nil {
		return deed{detail: t.postError(ctx, err)}
	}
	defer resp.Body.Close()
	var out printed
	_, _ = io.Copy(&out, resp.Body) // all of it, so that the connection can be kept
	return deed{
		ok:     resp.StatusCode/100 == 2,
		detail: fmt.Sprintf("HTTP %d in %s", resp.StatusCode, span(time.Since(began))),
		output: out.String(),
	}
}

// postError says why there was no answer.
func (t *triggers) postError(ctx context.Context, err error) string {
	var at *url.Error
	switch {
	case t.ctx.Err() != nil:
		return "cut off when it was stopped"
	case ctx.Err() != nil:
		return "no answer within " + span(t.trigger.Timeout)
	case errors.As(err, &at):
		err = at.Err // without the URL, which is known
	}
	return "cannot post: " + err.Error()
}
