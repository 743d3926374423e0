package io.paymentdone.console.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.payments.FollowedUsers.Followed;
import io.paymentdone.console.payments.FollowedUsers.FollowedPayment;
import io.paymentdone.console.payments.PaymentTopicReader;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A user's way from key to partition, and the user's payments as they come. */
@RestController
class FollowController {

  private final PaymentTopicReader payments;
  private final PartitionCount partitionCount;

  FollowController(PaymentTopicReader payments, PartitionCount partitionCount) {
    this.payments = payments;
    this.partitionCount = partitionCount;
  }

  /**
   * A followed user.
   *
   * @param hash murmur2 of the user's id in UTF-8, without its sign bit, as Kafka's producers hash
   *     a key
   * @param partitions number of partitions of the topic, asked of Kafka at most 10 s ago
   * @param partition the remainder of {@code hash} by {@code partitions}
   * @param since the payments are those that were published since then
   * @param newest at most 50 payments, oldest first
   */
  record FollowedUser(
      String userId,
      int hash,
      int partitions,
      int partition,
      Instant since,
      List<FollowedPayment> newest) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "FollowedUser[partition=" + partition + ", since=" + since + "]";
    }
  }

  @Operation(
      summary = "Follow a user: the partition, how it is found, and the payments since",
      description =
          "Payments are kept from the first such request on, and as long as one comes each two"
              + " minutes.")
  @GetMapping("/api/followed")
  FollowedUser follow(@RequestParam(name = "userId", required = false) @Nullable String parameter) {
    String userId = TextRule.userId(parameter);
    // First, so that a user is still followed after a time without an answer of Kafka.
    Followed followed = payments.followedUsers().follow(userId, Instant.now());
    int partitions = partitionCount.get();
    int hash = Utils.toPositive(Utils.murmur2(userId.getBytes(UTF_8)));
    return new FollowedUser(
        userId, hash, partitions, hash % partitions, followed.since(), followed.newest());
  }
}
