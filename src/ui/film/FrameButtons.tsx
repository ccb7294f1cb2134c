/**
 * One button with a canvas for every frame; what is on the canvases comes from the film painter.
 */
interface FrameButtonsProps {
  count: number;
  /** The frame in the panels. */
  shown: number;
  describe: (frame: number) => string;
  onPoint: (frame: number | null) => void;
  onChoose: (frame: number) => void;
}

/** They are reached with the pointer and by screen readers; with the keyboard the scrubber under them does the same. */
export function FrameButtons({ count, shown, describe, onPoint, onChoose }: FrameButtonsProps) {
  return (
    <div className="film-frames" onPointerLeave={() => onPoint(null)}>
      {Array.from({ length: count }, (_, frame) => (
        <button
          key={frame}
          type="button"
          className="film-frame"
          tabIndex={-1}
          aria-label={describe(frame)}
          aria-pressed={frame === shown}
          onPointerEnter={() => onPoint(frame)}
          onClick={() => onChoose(frame)}
        >
          <canvas />
        </button>
      ))}
    </div>
  );
}
