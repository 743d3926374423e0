package io.paymentdone.web.request;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of requests.
 *
 * @param headTimeMax how long a request's head may take as a whole, from its first byte; Tomcat
 *     itself limits only the time between two reads
 * @param bodySizeMax largest body
 * @param bodyTimeMax how long a whole body may take: the read time-out alone would let a client
 *     send a byte now and then without end
 * @param allowedHosts names, without a port, by which this service may be called; any name when
 *     there are none. A page that rebinds its own name to this machine sends that name
 */
@ConfigurationProperties("web.request")
record RequestProperties(
    @DefaultValue("10s") Duration headTimeMax,
    @DefaultValue("64KB") DataSize bodySizeMax,
    @DefaultValue("10s") Duration bodyTimeMax,
    @DefaultValue Set<String> allowedHosts) {}
