# The Node LTS of package.json's optionalDependencies: a host without Docker runs the very same one.
# The tag names an exact version; who wants the very same bytes for ever adds the digest that
# `docker buildx imagetools inspect node:24.21.0-bookworm-slim` shows:
#   docker compose build --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# ── What the program needs to run ────────────────────────────────────────────
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional dependencies are Node itself, which the image has.
# Nor is anybody served by maps of sources that are not there, nor by the parts of @azure that the SQL Server driver
# never loads: a browser's sign-in, key vaults.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --loglevel=error \
 && find node_modules -name '*.map' -delete \
 && cd node_modules && rm -rf @azure-rest @azure/msal-browser @azure/keyvault-* @azure/core-lro @azure/core-paging

# ── src → dist ───────────────────────────────────────────────────────────────
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Compilers come as optional dependencies, one for each platform.
RUN npm ci --ignore-scripts --loglevel=error
# All that .dockerignore lets through.
COPY . ./
RUN npm run build \
 && find dist -name '*.map' -delete

# ── The image ────────────────────────────────────────────────────────────────
FROM ${NODE_IMAGE} AS runtime
# docker compose build --build-arg VERSION=… --build-arg REVISION=$(git rev-parse HEAD)
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
LABEL org.opencontainers.image.title="ident-amocrm" \
      org.opencontainers.image.description="Mirrors every IDENT patient as an amoCRM contact and keeps it correct" \
      org.opencontainers.image.licenses="MIT"

# tini: a process 1 that hands signals on and buries orphans, for those who forget `docker run --init`.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini tzdata \
 && rm -rf /var/lib/apt/lists/*

# A number of our own: 1000, the image's `node`, is a person on many hosts.
RUN groupadd --gid 10001 ident-amocrm \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin ident-amocrm \
 && install -d -o 10001 -g 10001 -m 0700 /data

WORKDIR /app
COPY package.json LICENSE ./
COPY bin ./bin
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --chmod=0755 deploy/docker/ /usr/local/bin/

# Relative paths of the settings begin in the volume: logs/, data/. The rest of the file system may be read-only, but
# for /tmp. Inside a container every address is to be listened on; what is published decides who gets there.
# MALLOC_ARENA_MAX: else glibc keeps an arena of memory for every thread, some 20 MB in all.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    STATE_URL=sqlite:/data/state.db \
    HTTP_HOST=0.0.0.0
WORKDIR /data
VOLUME /data
USER 10001:10001
# 8090: dashboard, health, metrics. 8080: the command `auth`, while it runs.
EXPOSE 8090 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["healthcheck"]
ENTRYPOINT ["/usr/bin/tini", "--", "ident-amocrm"]
# A container that ended over a wrong setting would be started again for ever: it stays, unhealthy, and `exec` works.
CMD ["run", "--stay"]
