# Every target works from a fresh checkout; "make help" lists them.
BIN := bin/tcpdeck

.PHONY: help build test race lint cross bench screenshots

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' Makefile

build: ## bin/tcpdeck
	go build -trimpath -o $(BIN) .

test: ## the tests
	go test ./...

race: ## the tests with the race detector
	go test -race ./...

lint: ## vet, gofmt, golangci-lint
	go vet ./...
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	golangci-lint run

cross: ## builds for every supported system
	@for os in linux darwin windows freebsd; do for arch in amd64 arm64; do \
		echo "$$os/$$arch"; GOOS=$$os GOARCH=$$arch CGO_ENABLED=0 go build -o /dev/null . || exit 1; done; done

bench: ## speed and memory beside ncat, socat, nc and grep; needs them installed
	go test -tags bench -count 1 -timeout 20m -v -run 'Test(Messages|Chunks|DeckInAFlood|ManyClients|Start|Idle|Search|DropIn|Send|Conversations|DrivenClients)' .

screenshots: ## the pictures of the README, from the running program
	./screenshots/make.sh
