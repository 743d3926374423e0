package io.paymentdone.web.problem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/api.md describes each code once, as it is, and for each of its lines there is a test. */
class ProblemTableTests {

  private static final Pattern ROW =
      Pattern.compile("\\| (.*`.*) \\| (\\d{3}) \\| (.+) \\| (yes|no) \\| ([a-z]* ?)\\|");

  private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");

  private static final String DETAIL = "no; see `detail` for a redrive, a ping or the console";
  private static final String REPEATED_COPY = "unknown; a second copy does no harm";
  private static final String PART = "a part; the repeated request does the rest";

  /**
   * A code, whether something was written, whether the key of a payment may be used (empty where it
   * is not about payments), and what proves it: module, class and method of a test.
   */
  private static final List<Row> ROWS =
      List.of(
          refused("bad-request"),
          refused("invalid-request"),
          refused("malformed-json"),
          refused("unauthorized"),
          refused("forbidden"),
          refused("not-found"),
          refused("method-not-allowed"),
          refused("not-acceptable"),
          refused("body-too-large"),
          refused("unsupported-media-type"),
          refused("unsupported-content-encoding"),
          refused("foreign-host"),
          row(
              "invalid-cursor",
              "no",
              "either",
              "payment-service PaymentApiIntegrationTests refusesForgedCursors"),
          row(
              "foreign-origin",
              "no",
              "either",
              "payment-service BadHttpInputIntegrationTests aForeignPageUsesNoKeyUp"),
          row(
              "unknown-item",
              "no",
              "either",
              "notification-service ReadIntegrationTests refusesAnItemThatIsNotInTheUsersFeed"),
          row(
              "not-available",
              "no",
              "either",
              "console PoisonControllerTests isNotThereOutsideOfTheLocalStack"),
          row(
              "request-timeout",
              "no",
              "yes",
              "payment-service RefusedPaymentsIntegrationTests isNotStoredAndUsesNoKeyUp"),
          row(
              "idempotency-key-reused",
              "no; the other payment is as it was",
              "no",
              "payment-service PaymentApiIntegrationTests refusesAKeyOfAnotherPayment"),
          row(
              "overloaded",
              DETAIL,
              "yes",
              "payment-service OverloadIntegrationTests"
                  + " refusesWhatTheQueueCannotHoldAtOnceAndWritesWhatItHolds"),
          row(
              "unavailable",
              DETAIL,
              "yes",
              "payment-service DatabaseOutageIntegrationTests"
                  + " answersOverABlackHoleAndTellsWhatIsKnown"),
          row(
              "relay-backlog",
              "no",
              "yes",
              "payment-service RefusedPaymentsIntegrationTests"
                  + " isNotStoredWhilePaymentsAreNotAccepted"),
          row(
              "relay-slot-taken",
              "no",
              "yes",
              "payment-service RefusedPaymentsIntegrationTests"
                  + " isNotStoredWhilePaymentsAreNotAccepted"),
          row(
              "outcome-unknown",
              "unknown: a payment repeated with its key tells; else look first",
              "yes",
              "payment-service DatabaseOutageIntegrationTests"
                  + " answersOverABlackHoleAndTellsWhatIsKnown"),
          row(
              "internal-error",
              "unknown, likewise",
              "yes",
              "payment-service RefusedPaymentsIntegrationTests"
                  + " isStoredOrNotWhenTheServiceFails"),
          row(
              "too-many-requests",
              "no",
              "yes",
              "payment-service RateLimitIntegrationTests mayBeSentAgainWithTheSameKey"),
          row(
              "too-many-failed-logins",
              "no",
              "yes",
              "payment-service RateLimitIntegrationTests wrongPasswordsAreLimitedPerAddress"),
          row(
              "already-delivered",
              "no",
              "notification-service DeliveryIntegrationTests leavesADeliveredOneToReplay"),
          row(
              "too-many-endpoints",
              "no",
              "notification-service EndpointIntegrationTests hasNoMoreEndpointsThanThereMayBe"),
          row(
              "secret-unreadable",
              "no",
              "notification-service EndpointIntegrationTests"
                  + " leavesOutAnEndpointWhoseSecretCannotBeDecrypted"),
          row(
              "redrive-under-way",
              "by the other request",
              "notification-service DeadLetterIntegrationTests"
                  + " refusesARedriveWhileAnotherRequestDoesIt"),
          row(
              "too-many-deliveries",
              "no",
              "notification-service ReplayIntegrationTests refusesMoreThanAHundredThousand"),
          row(
              "content-not-kept",
              "no",
              "notification-service DeadLetterIntegrationTests"
                  + " keepsOffsetAndSizeOfATooLargeRecord"),
          row(
              "record-too-large",
              "no",
              "notification-service DeadLetterIntegrationTests"
                  + " refusesToRedriveARecordThatIsTooLarge"),
          row(
              "too-many-pings",
              "no",
              "notification-service EndpointIntegrationTests sendsOnePingOfAClientAtATime"),
          row(
              "too-many-streams-of-caller",
              "no",
              "notification-service StreamSlotsTests reservesSlotsForOtherCallers"),
          row(
              "too-many-streams",
              "no",
              "notification-service StreamSlotsTests reservesSlotsForOtherCallers"),
          row(
              "lane-busy",
              "no",
              "notification-service DeliveryIntegrationTests changesNothingIfTheLaneStaysLocked"),
          row(
              "table-locked",
              "no",
              "notification-service TotalsIntegrationTests"
                  + " reportsALockedTableAndCountsAgainAfterwards"),
          row(
              "too-much-to-count",
              "no",
              "shared-web RationedScanTests refusesOnlyTheTimeFromWhichOnThereIsTooMuch"),
          row(
              "replay-incomplete",
              PART,
              "notification-service ReplayIntegrationTests"
                  + " saysHowManyAreQueuedIfItEndsInTheMiddle"),
          row(
              "erasure-incomplete",
              PART,
              "notification-service ErasureIntegrationTests givesUpOnRowsThatStayLocked"),
          row(
              "kafka-unavailable",
              REPEATED_COPY,
              "notification-service RedriverTests reportsThatKafkaIsDown"),
          row(
              "stopping",
              REPEATED_COPY,
              "notification-service RedriverTests doesNotKnowTheOutcomeWhenItIsToStop"),
          row(
              "webhooks-not-configured",
              "no",
              "notification-service SigningSecretsTests refusesToStoreWithoutAKeyElsewhere"),
          row(
              "email-not-configured",
              "no",
              "notification-service WithoutMailServerIntegrationTests storesNoSubscription"),
          row(
              "csrf-token-invalid",
              "no",
              "console LoginTests aSessionIsWorthNothingWithoutItsToken"),
          row("read-only-address", "no", "console ReadOnlyPortTests refusesWhateverIsNotLooking"),
          row(
              "shutting-down",
              "no",
              "console ShutdownTests refusesAPageThatReconnectsDuringShutdown"),
          row("too-many-pages", "no", "console OpenPagesTests areSixtyFourAtMostUntilOneIsClosed"),
          row("too-many-groups", "no", "console WatchedGroupsIntegrationTests areTwentyFourAtMost"),
          row(
              "traffic-is-on",
              "no",
              "console TrafficControllerTests startsNoOtherRunUntilTheFirstHasEnded"),
          row("lab-is-on", "no", "console LabsTests stopsWhileALabStartsWithoutKafka"),
          row("group-has-members", "no", "console LabIntegrationTests replaysAfterAReset"),
          row("too-many-consumers", "no", "console LabMembersTests hasSixAtMostUntilOneHasEnded"),
          row(
              "cannot-start",
              "no",
              "console ReplicaControllerTests saysWhyAConsumerCannotBeStarted"),
          row("broker-is-needed", "no", "console BrokerControllerTests saysWhyABrokerMustRun"),
          row(
              "refused",
              "no",
              "console DeadLetterControllerTests saysThatTheConsolesCredentialsAreRefused"),
          row(
              "bad-signature",
              "no",
              "console ReceiverTests countsBadSignaturesAndTakesNothingWithThem"),
          row(
              "malformed-delivery",
              "no",
              "console ReceiverTests answersOtherMessagesAndRefusesWhatIsNoDelivery"),
          row("gone", "no", "console ReceiverTests isGoneAndEnablesItsEndpointAgain"),
          row("told-to-fail", "no", "console ReceiverTests failsForOneUserOnly"));

  /**
   * What a code means.
   *
   * @param proof module, class and method of a test, separated by blanks
   */
  record Row(String code, String written, String sameKey, String proof) {

    @Override
    public String toString() {
      return code;
    }
  }

  /** The row of a refusal of any payment. */
  private static Row refused(String code) {
    return row(
        code,
        "no",
        "either",
        "payment-service RefusedPaymentsIntegrationTests isNotStoredAndUsesNoKeyUp");
  }

  private static Row row(String code, String written, String proof) {
    return row(code, written, "", proof);
  }

  private static Row row(String code, String written, String sameKey, String proof) {
    return new Row(code, written, sameKey, proof);
  }

  static List<Row> rows() {
    return ROWS;
  }

  @Test
  void describesEachCode() throws IOException {
    Map<String, String> described =
        Files.readAllLines(Path.of("..", "docs", "api.md")).stream()
            .flatMap(ProblemTableTests::codes)
            // A code that is there twice fails.
            .collect(Collectors.toMap(code -> code.get(0), code -> code.get(1)));
    Map<String, Row> expected =
        ROWS.stream().collect(Collectors.toMap(Row::code, Function.identity()));

    assertThat(expected.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::text).toList());
    assertThat(described)
        .isEqualTo(
            Arrays.stream(ProblemCode.values())
                .collect(
                    Collectors.toMap(
                        ProblemCode::text,
                        code -> {
                          Row row = requireNonNull(expected.get(code.text()));
                          return meaning(
                              Integer.toString(code.status().value()),
                              row.written(),
                              code.isRetryable() ? "yes" : "no",
                              row.sameKey());
                        })));
  }

  /** The codes of a line of the table, each with what it means; none of any other line. */
  private static Stream<List<String>> codes(String line) {
    return ROW.matcher(line)
        .results()
        .flatMap(row ->
            CODE.matcher(row.group(1))
                .results()
                .map(code ->
                    List.of(
                        code.group(1),
                        meaning(row.group(2), row.group(3), row.group(4), row.group(5).strip()))));
  }

  private static String meaning(String status, String written, String retryable, String sameKey) {
    return String.join(" | ", status, written, retryable, sameKey);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isProvedByATest(Row row) throws IOException {
    String[] proof = row.proof().split(" ", -1);
    Path tests = Path.of("..", proof[0], "src", "test", "java");
    try (Stream<Path> files = Files.walk(tests)) {
      Path test = files.filter(file -> file.endsWith(proof[1] + ".java")).findFirst().orElseThrow();

      assertThat(Files.readString(test))
          .containsPattern("  void " + proof[2] + "\\(")
          .containsPattern("(?<![a-z-])" + row.code() + "(?![a-z-])");
    }
  }
}
