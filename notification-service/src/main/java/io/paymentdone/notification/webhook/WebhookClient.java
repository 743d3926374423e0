package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.paymentdone.notification.delivery.DeliveryProperties;
import io.paymentdone.notification.delivery.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed requests to webhook endpoints as <a
 * href="https://www.standardwebhooks.com/">Standard Webhooks</a> says, to allowed addresses only,
 * within limits of time and size.
 *
 * <p>Each request has a virtual thread of its own, so that the caller gets its outcome at the
 * time-out, or leaves at an interrupt, whatever the request is waiting for: the resolver of host
 * names cannot be interrupted.
 */
final class WebhookClient implements AutoCloseable {

  private static final String USER_AGENT = "payment-done";

  /** Without a charset: JSON is UTF-8. */
  private static final ContentType JSON = ContentType.create("application/json");

  /**
   * Endpoints of one host that may use all of their requests at a time, so that one that hangs does
   * not hold up the others.
   */
  private static final int BUSY_TARGETS_PER_HOST = 4;

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);

  /** A server closes an idle connection when it said; ours is closed before. */
  private static final Duration KEEP_ALIVE_MARGIN = Duration.ofSeconds(1);

  /** A connection that was idle for longer is asked whether the receiver has closed it. */
  private static final Duration TRUSTED_IDLE = Duration.ofMillis(500);

  private final WebhookProperties properties;
  private final DeliveryProperties limits;
  private final DnsResolver resolver;
  private final Clock clock;
  private @Nullable CloseableHttpClient client;

  WebhookClient(
      WebhookProperties properties, DeliveryProperties limits, DnsResolver resolver, Clock clock) {
    this.properties = properties;
    this.limits = limits;
    this.resolver = resolver;
    this.clock = clock;
  }

  /**
   * Makes one attempt. An interrupt closes the connection; the receiver may have got the request.
   *
   * @param webhookId constant over all attempts at a delivery
   * @param body JSON
   * @throws InterruptedException if the calling thread is interrupted
   */
  Outcome send(WebhookEndpoint endpoint, String webhookId, String body)
      throws InterruptedException {
    HttpPost request = request(endpoint, webhookId, body);
    Exchange exchange = new Exchange(this::client, request, properties.connectTimeOut(), clock);
    FutureTask<Outcome> outcome = new FutureTask<>(exchange);
    Thread.ofVirtual().name("webhook-" + endpoint.number()).start(outcome);
    try {
      return outcome.get(properties.timeOut().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return exchange.broken(FailureText.timeOut(properties.timeOut()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("A webhook request failed unexpectedly", e.getCause());
    } finally {
      exchange.close();
    }
  }

  private HttpPost request(WebhookEndpoint endpoint, String webhookId, String body) {
    long timestamp = clock.instant().getEpochSecond();
    HttpPost request = new HttpPost(endpoint.url());
    request.setEntity(new ByteArrayEntity(body.getBytes(UTF_8), JSON));
    request.setHeader(Webhook.UNBRANDED_MSG_ID_KEY, webhookId);
    request.setHeader(Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, timestamp);
    request.setHeader(
        Webhook.UNBRANDED_MSG_SIGNATURE_KEY,
        endpoint.secrets().stream()
            .map(secret -> signature(secret, webhookId, timestamp, body))
            .collect(joining(" ")));
    return request;
  }

  private static String signature(byte[] secret, String webhookId, long timestamp, String body) {
    try {
      return new Webhook(secret).sign(webhookId, timestamp, body);
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("A delivery cannot be signed", e);
    }
  }

  /** Made by the first request: a service without endpoints loads none of it. */
  private synchronized CloseableHttpClient client() {
    if (client == null) {
      client = createClient();
    }
    return client;
  }

  /**
   * Not by Boot's {@code HttpComponentsHttpClientBuilder}, which always takes the system properties
   * into account: a proxy of theirs would resolve host names itself, past the guard.
   */
  private CloseableHttpClient createClient() {
    return HttpClientBuilder.create()
        .setConnectionManager(createConnections())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(properties.connectTimeOut()))
                .setConnectionKeepAlive(TimeValue.of(IDLE_MAX))
                .setAuthenticationEnabled(false)
                .build())
        .setUserAgent(USER_AGENT)
        .setKeepAliveStrategy(WebhookClient::keepAlive)
        .evictIdleConnections(TimeValue.of(IDLE_MAX))
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAutomaticRetries()
        .disableContentCompression()
        .build();
  }

  private PoolingHttpClientConnectionManager createConnections() {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .responseParserFactory(BoundedResponseParser::new)
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(properties.connectTimeOut()))
                .setValidateAfterInactivity(TimeValue.of(TRUSTED_IDLE))
                .build())
        .setDefaultTlsConfig(
            TlsConfig.custom().setHandshakeTimeout(Timeout.of(properties.connectTimeOut())).build())
        .setMaxConnPerRoute(BUSY_TARGETS_PER_HOST * limits.inFlightPerTarget())
        .setMaxConnTotal(limits.inFlight())
        .build();
  }

  private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
    Duration until =
        DefaultConnectionKeepAliveStrategy.INSTANCE
            .getKeepAliveDuration(response, context)
            .toDuration()
            .minus(KEEP_ALIVE_MARGIN);
    // Zero would be without an end.
    return TimeValue.of(until.isPositive() ? until : Duration.ofMillis(1));
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }
}
