package io.paymentdone.payment.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.ratelimit.RateLimits;
import io.paymentdone.web.request.ReceivedBody;
import io.paymentdone.web.request.RequestBodyFilter;
import io.paymentdone.web.request.StrictJson;
import io.paymentdone.web.security.Caller;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OrdinaryPaymentFilterTests {

  private final RequestBodyFilter bodies = mock(RequestBodyFilter.class);
  private final ReceivedBody body = mock(ReceivedBody.class);
  private final StrictJson json = mock(StrictJson.class);
  private final PaymentHandler handler = mock(PaymentHandler.class);

  /** Orders that wait in the queue take memory too, 4 096 of 20 KB more than there is. */
  @Test
  void holdsTheBodysShareOfMemoryUntilTheOrderIsAnswered() throws Exception {
    when(bodies.receive(any())).thenReturn(body);
    when(body.isWhole()).thenReturn(true);
    when(body.bytes()).thenReturn("{}".getBytes(UTF_8));
    when(json.read(any(), eq(PaymentRequest.class)))
        .thenReturn(new PaymentRequest("user1", 1250L, "EUR", null, null));
    OrdinaryPaymentFilter filter =
        new OrdinaryPaymentFilter(
            List.of(),
            request -> Optional.of(Caller.ANONYMOUS),
            mock(RateLimits.class),
            bodies,
            json,
            handler,
            mock(ProblemWriter.class),
            mock(OrdinaryPaymentMetrics.class));
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");
    request.setContentType("application/json");
    request.setContent("{}".getBytes(UTF_8));

    filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());

    InOrder order = inOrder(handler, body);
    order.verify(handler).take(any(), any());
    order.verify(body).close();
  }
}
