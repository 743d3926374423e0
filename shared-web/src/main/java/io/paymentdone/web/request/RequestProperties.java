package io.paymentdone.web.request;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of requests.
 *
 * @param bodySizeMax largest body
 * @param bodyTimeMax how long a whole body may take: the read time-out alone lets a byte now and
 *     then go on for ever
 */
@ConfigurationProperties("web.request")
record RequestProperties(
    @DefaultValue("64KB") DataSize bodySizeMax, @DefaultValue("10s") Duration bodyTimeMax) {}
