package io.paymentdone.notification.email;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.validation.TextRule;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule for a user's address: what RFC 5322 calls one {@code addr-spec}, without its oddities.
 */
final class MailAddress {

  /** RFC 5321, 4.5.3.1.3: a path has at most 256 characters with its angle brackets. */
  static final int LENGTH_MAX = 254;

  private static final TextRule TEXT = new TextRule(3, LENGTH_MAX, false);

  /** RFC 5321, 4.5.3.1.1. */
  private static final int LOCAL_PART_LENGTH_MAX = 64;

  /** Nothing of a comment, a group, a route, a display name, a quoted name or an IP address. */
  private static final Pattern PLAIN = Pattern.compile("[!-~&&[^\"(),:;<>\\[\\\\\\]]]+");

  private MailAddress() {}

  /** What is wrong with a required address; null when it is as it must be. */
  static @Nullable FieldProblem check(String pointer, @Nullable String address) {
    FieldProblem problem = TEXT.check(pointer, address);
    if (problem != null || address == null || isMailbox(address)) {
      return problem;
    }
    return new FieldProblem(
        pointer,
        "malformed",
        "must be the address of one mailbox in ASCII, such as name@example.com; an international"
            + " domain in its form with xn--");
  }

  private static boolean isMailbox(String address) {
    if (!PLAIN.matcher(address).matches() || address.lastIndexOf('@') > LOCAL_PART_LENGTH_MAX) {
      return false;
    }
    try {
      return new InternetAddress(address, true).getAddress().equals(address);
    } catch (AddressException e) {
      return false;
    }
  }
}
