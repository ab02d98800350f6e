# The production image: the service alone, without PostgreSQL, Temporal, the simulator or the dev command.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl api -am package

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin climber
COPY --from=build /build/api/target/lib/ /opt/downclimb/lib/
COPY --from=build /build/api/target/downclimb-api-*.jar /opt/downclimb/lib/
COPY downclimb /opt/downclimb/
COPY deploy/ready /opt/downclimb/
ENV DOWNCLIMB_HOME=/opt/downclimb \
    DOWNCLIMB_CONFIG=/etc/downclimb/downclimb.yaml \
    DOWNCLIMB_HOST=0.0.0.0 \
    DOWNCLIMB_PORT=8080 \
    DOWNCLIMB_JAVA_OPTS=-XX:MaxRAMPercentage=75
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/opt/downclimb/ready"]
ENTRYPOINT ["/opt/downclimb/downclimb"]
CMD ["serve"]
