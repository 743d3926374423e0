#!/bin/sh
# Health check of the images: whether the service is ready for requests.
exec curl --fail --silent --output /dev/null --max-time 2 "http://127.0.0.1:$SERVER_PORT/readyz"
