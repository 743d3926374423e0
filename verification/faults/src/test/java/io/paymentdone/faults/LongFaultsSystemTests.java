package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 15 and 21: bad neighbours and bad days. */
@Tag("faults")
@ExtendWith(Matrix.class)
class LongFaultsSystemTests {

  private static final Duration HEALTHY_LAG_MAX = Duration.ofSeconds(5);
  private static final Duration PROGRESS_MAX = Duration.ofMinutes(3);
  private static final Duration MIX = Duration.parse(System.getProperty("faults.mix", "PT10M"));

  @Test
  void keepsHealthyUsersServedBesidePoison() throws Exception {
    try (MailSink mails = MailSink.start();
        SystemUnderFault system =
            SystemUnderFault.start(mails.of(ClusterSpec.named("neighbours")));
        WebhookSink webhooks = WebhookSink.of(system.cluster())) {
      MailSink.subscribe(system.cluster());
      String name =
          "one record in a hundred is poison, a webhook endpoint hangs, mails are refused";
      holds(new Trial(system, "15", name).run(fault -> beBadNeighbours(fault, webhooks, mails)));
    }
  }

  private static void beBadNeighbours(Injection fault, WebhookSink webhooks, MailSink mails)
      throws Exception {
    Receiver webhook = new Receiver("webhook", webhooks.lanes(), _ -> true, _ -> true);
    Receiver mail =
        new Receiver("mail", mails.lanes(), MailSink::isSubscribed, MailSink::isHealthy);
    webhook.awaitPrompt(fault.cluster());
    mail.awaitPrompt(fault.cluster());
    FeedLag lag = FeedLag.from(fault.cluster());
    Instant begin = Instant.now();
    webhooks.startHanging();
    mails.startRefusing();
    Poison.put(fault, Matrix.length(Duration.ofMinutes(5)).toSeconds(), Duration.ofSeconds(1));
    mails.stopRefusing();
    webhook.require(fault, begin);
    mail.require(fault, begin);
    webhooks.stopHanging();
    mails.require(fault);
    lag.require(fault, Set.of(), HEALTHY_LAG_MAX);
  }

  @Test
  void survivesRandomMix() throws Exception {
    holds(
        row("21", "random mix")
            .run(fault -> {
              long end = System.nanoTime() + Matrix.length(MIX).toNanos();
              Databases databases = new Databases(fault.cluster().postgres());
              RandomFault random = new RandomFault(fault, Trial.SEED);
              while (System.nanoTime() < end) {
                long healed = random.next();
                Instant moment = Instant.now();
                fault.require(
                    Waiting.until(
                        PROGRESS_MAX,
                        () ->
                            fault.system().log().acceptedAfter(healed)
                                && databases.allPartitionsFlowSince(moment)),
                    "payments are accepted and reach feeds within 180 s");
              }
              for (Node node : fault.cluster().nodes()) {
                node.process().awaitReady();
              }
            }));
  }
}
