package io.paymentdone.faults;

/** What a trial does to the system, from the first blow to the last repair. */
@FunctionalInterface
interface Fault {

  /** Injects it and heals it; runs while payments are being sent. */
  void inject(Injection injection) throws Exception;
}
