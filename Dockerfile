# One image per service, from a clean clone; docker-compose.yml has the arguments of each:
#   docker build --build-arg MODULE=payment-service --build-arg PORT=8080 -t payment-done/payment-service:dev .

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
# The same for every MODULE, hence run once.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn -B -ntp -q -Dmaven.test.skip=true -pl payment-service,notification-service,console -am package


FROM build AS layers
ARG MODULE
RUN java -Djarmode=tools -jar ${MODULE}/target/${MODULE}-*-exec.jar \
        extract --layers --application-filename app.jar --destination /layers \
 && cp ${MODULE}/target/classes/META-INF/sbom/application.cdx.json /layers/


FROM eclipse-temurin:25-jre-noble
ARG MODULE
ARG PORT
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="payment-done/${MODULE}" \
      org.opencontainers.image.description="Payment notifications over Kafka: ${MODULE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/eclipse-temurin:25-jre-noble"
WORKDIR /app
COPY docker/jvm.options docker/run.sh docker/ready.sh ./
# What changes seldom comes first.
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
# What is in the application, with licences: for scanners and for people.
COPY --from=layers /layers/application.cdx.json ./
ENV SERVER_PORT=${PORT}
# Here and not before: the cache holds for this JVM, these flags and these files only.
RUN --mount=type=bind,source=docker,target=/docker sh /docker/aot-cache.sh ${MODULE}
# A number, for Kubernetes' runAsNonRoot; not 1000, which noble gives to its user 'ubuntu'.
USER 10001:10001
EXPOSE ${PORT}
HEALTHCHECK --start-period=180s --start-interval=1s --interval=10s --timeout=3s --retries=3 CMD ["sh", "/app/ready.sh"]
ENTRYPOINT ["sh", "/app/run.sh"]
